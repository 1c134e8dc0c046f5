/** The part of an `EventSource` that is used. */
export interface StreamSource {
  readonly readyState: number;
  onmessage: ((event: MessageEvent<string>) => void) | null;
  onerror: ((event: Event) => void) | null;
  close(): void;
}

type Message = Pick<MessageEvent<string>, 'data' | 'lastEventId'>;

const CONNECTING = 0;
const OPEN = 1;
const CLOSED = 2;
const RETRY_MILLIS = 3_000;

/**
 * An `EventSource` whose requests carry header fields. As the browser's own it comes again after a lost connection, with
 * `Last-Event-ID`, and gives up after an answer that is no stream.
 */
export class FetchSource implements StreamSource {
  readyState = CONNECTING;
  onmessage: StreamSource['onmessage'] = null;
  onerror: StreamSource['onerror'] = null;
  #retry = RETRY_MILLIS;
  #lastEventId = '';
  readonly #abort = new AbortController();

  constructor(private readonly request: (init: RequestInit) => Promise<Response>) {
    void this.#run();
  }

  close(): void {
    this.readyState = CLOSED;
    this.#abort.abort();
  }

  async #run(): Promise<void> {
    while (this.readyState !== CLOSED) {
      const isStream = await this.#once().catch((error: unknown) => error instanceof TypeError);
      // Somebody has closed it meanwhile.
      if ((this.readyState as number) === CLOSED) {
        return;
      }
      this.readyState = isStream ? CONNECTING : CLOSED;
      this.onerror?.(new Event('error'));
      await new Promise((later) => setTimeout(later, this.#retry));
    }
  }

  /** Returns whether the answer was a stream; it has ended then. */
  async #once(): Promise<boolean> {
    const { ok, status, headers, body } = await this.request({
      headers: { Accept: 'text/event-stream', ...(this.#lastEventId && { 'Last-Event-ID': this.#lastEventId }) },
      signal: this.#abort.signal,
    });
    if (!ok || status === 204 || !headers.get('Content-Type')?.startsWith('text/event-stream')) {
      await body?.cancel();
      return false;
    }
    this.readyState = OPEN;
    await this.#read(body!.getReader());
    return true;
  }

  async #read(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    const data: string[] = [];
    let rest = '';
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      const lines = (rest + decoder.decode(part.value, { stream: true })).split(/\r\n|\n|\r(?!$)/);
      // The last line has no end yet, or a CR whose LF may follow.
      rest = lines.pop()!;
      lines.forEach((line) => this.#line(line, data));
    }
  }

  #line(line: string, data: string[]): void {
    const [, name, value] = /^([^:]*)(?:: ?(.*))?$/s.exec(line)!;
    if (!line) {
      if (data.length) {
        const message: Message = { data: data.splice(0).join('\n'), lastEventId: this.#lastEventId };
        this.onmessage?.(message as MessageEvent<string>);
      }
    } else if (name === 'data') {
      data.push(value ?? '');
    } else if (name === 'id' && !value?.includes('\0')) {
      this.#lastEventId = value ?? '';
    } else if (name === 'retry' && /^\d+$/.test(value ?? '')) {
      this.#retry = Number(value);
    }
  }
}
