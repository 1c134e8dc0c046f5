/**
 * The address of a notification's action, or undefined if it is not one to follow: only `http(s)` addresses of the
 * page's own origin and of those that the page allows (`*` for all of them). The server rejects odd links too, but a
 * page does not have to believe that. The address comes back as the browser reads it, so that what was checked is
 * what is followed.
 */
export function safeLink(actionUrl: string | null | undefined, allowed: readonly string[], base: string): string | undefined {
  if (!actionUrl) {
    return undefined;
  }
  let url: URL;
  try {
    url = new URL(actionUrl, base);
  } catch {
    return undefined;
  }
  const isWeb = url.protocol === 'https:' || url.protocol === 'http:';
  const isKnown = url.origin === new URL(base).origin || allowed.includes('*') || allowed.includes(url.origin);
  return isWeb && isKnown && !url.username && !url.password ? url.href : undefined;
}
