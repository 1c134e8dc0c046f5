/** As the server filters: exact types, or `prefix*`; no types at all want everything. */
export function isWanted(types: readonly string[], type: string): boolean {
  const matches = (wanted: string): boolean =>
    wanted.endsWith('*') ? type.startsWith(wanted.slice(0, -1)) : type === wanted;
  return !types.length || types.some(matches);
}
