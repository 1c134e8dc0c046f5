import { ask, words } from './ask.js';
import { attemptsTable, type Attempt } from './attempts.js';
import { text } from './tiles.js';

/** The part of a diagnosis that the page shows; see `GET /api/notifications/{id}/diagnosis`. */
export interface Diagnosis {
  id: number;
  user: string;
  verdict: string;
  expired: boolean;
  handover?: { says: string; endpoints: EndpointReport[] };
  push?: { says: string; browsers: BrowserReport[] };
  unknown: string[];
}

/** Of one endpoint, or of one browser. */
interface Report {
  host: string;
  outcome: string;
  says: string;
  attempts: Attempt[];
}

export interface EndpointReport extends Report {
  webhookId: string;
  eventId?: string;
}

export interface BrowserReport extends Report {
  subscriptionId: string;
}

const VERDICTS: Record<string, string> = {
  not_for_this_user: 'The notification is for somebody else.',
  acknowledged: 'A client of the user has acknowledged it.',
  written: 'It was written to a stream of the user that was open then.',
  filtered: 'The streams of the user had not asked for its type.',
  behind: 'A stream of the user is open and has not come to it yet.',
  opened_later: 'All streams of the user were opened later.',
  no_stream_known: 'No pod knows a stream of the user that got it.',
};

/** Asks why a user did not see a notification, and shows what is known. */
export class DiagnosisForm {
  #asked = 0;

  constructor(
    form: HTMLFormElement,
    private readonly answer: HTMLElement,
  ) {
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      const given = new FormData(form);
      void this.#ask(String(given.get('id')), String(given.get('user')));
    });
  }

  async #ask(id: string, user: string): Promise<void> {
    const asked = ++this.#asked;
    this.answer.replaceChildren(line('Asking all pods …'));
    let shown: HTMLElement[];
    try {
      shown = parts(await ask<Diagnosis>(`notifications/${encodeURIComponent(id)}/diagnosis?user=${encodeURIComponent(user)}`));
    } catch (error) {
      shown = [line(words(error))];
    }
    // Of two answers, that of the newer question.
    if (asked === this.#asked) {
      this.answer.replaceChildren(...shown);
    }
  }
}

function parts({ verdict, expired, handover, push, unknown }: Diagnosis): HTMLElement[] {
  const first = line(VERDICTS[verdict] ?? verdict);
  first.dataset.testid = 'verdict';
  const shown = [first];
  if (expired) {
    shown.push(line('It has expired, or was taken back.'));
  }
  if (handover) {
    shown.push(heading('Hand-over'), rule('rule', handover.says), ...handover.endpoints.map(endpoint));
  }
  if (push) {
    shown.push(heading('Push'), rule('push-rule', push.says), ...push.browsers.map(browser));
  }
  if (unknown.length) {
    shown.push(line(`Not known: ${unknown.join('; ')}.`));
  }
  return shown;
}

function heading(words: string): HTMLElement {
  const made = document.createElement('h3');
  made.textContent = words;
  return made;
}

function rule(testid: string, says: string): HTMLElement {
  const made = line(says);
  made.dataset.testid = testid;
  return made;
}

function endpoint(report: EndpointReport): HTMLElement {
  const { webhookId, eventId } = report;
  return card(report, 'handed-over', `Hand-over to endpoint ${webhookId}`, eventId ?? webhookId);
}

function browser(report: BrowserReport): HTMLElement {
  const { subscriptionId } = report;
  return card(report, 'pushed', `Push to browser ${subscriptionId}`, `the push to ${subscriptionId}`);
}

function card({ host, outcome, says, attempts }: Report, testid: string, label: string, about: string): HTMLElement {
  const part = document.createElement('section');
  part.dataset.testid = testid;
  part.dataset.outcome = outcome;
  part.setAttribute('aria-label', label);
  const heading = document.createElement('h4');
  heading.textContent = host;
  const state = text('span', 'outcome');
  state.textContent = outcome.replaceAll('_', ' ');
  const head = document.createElement('div');
  head.className = 'head';
  head.append(heading, state);
  part.append(head, line(says));
  if (attempts.length) {
    part.append(attemptsTable(attempts, about));
  }
  return part;
}

function line(says: string): HTMLElement {
  const made = text('p', 'said');
  made.textContent = says;
  return made;
}
