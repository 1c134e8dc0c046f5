/** A place in the stream: `<mark>-<id>`. Ids rise until a reset; the mark is for the server alone. */
export interface Cursor {
  mark: string;
  id: number;
}

export function parseCursor(text: string | undefined): Cursor | undefined {
  const parts = /^([0-9A-Za-z_.:]+)-(\d{1,16})$/.exec(text ?? '');
  return parts ? { mark: parts[1]!, id: Number(parts[2]) } : undefined;
}

export function formatCursor(cursor: Cursor): string {
  return `${cursor.mark}-${cursor.id}`;
}
