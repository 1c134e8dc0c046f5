/** A place in the stream: `<epoch>-<id>`. Ids can be compared within one epoch only. */
export interface Cursor {
  epoch: string;
  id: number;
}

export function parseCursor(text: string | undefined): Cursor | undefined {
  const parts = /^([0-9A-Za-z_.:]+)-(\d{1,16})$/.exec(text ?? '');
  return parts ? { epoch: parts[1]!, id: Number(parts[2]) } : undefined;
}

export function formatCursor(cursor: Cursor): string {
  return `${cursor.epoch}-${cursor.id}`;
}
