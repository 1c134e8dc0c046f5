/** An answer that is no success, in words for the page. */
export class Rejected extends Error {}

/** A request to the pod that serves the page. Fails with {@link Rejected}, or as `fetch` does. */
export async function ask<T>(path: string, body?: unknown): Promise<T> {
  // Relative, as all addresses of the page.
  const response = await fetch(`api/${path}`, {
    ...(body !== undefined && {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'Content-Type': 'application/json' },
    }),
  });
  if (!response.ok) {
    throw new Rejected(await reason(response));
  }
  return (await response.json()) as T;
}

async function reason(response: Response): Promise<string> {
  switch (response.status) {
    case 401:
      return 'Signed out.';
    case 403:
      return 'For administrators of an organization only.';
    case 404:
      return 'There is none.';
    default:
      return ((await response.json().catch(() => ({}))) as { detail?: string }).detail ?? `Answered with status ${response.status}.`;
  }
}

/** A failure in words. */
export function words(error: unknown): string {
  return error instanceof Rejected ? error.message : 'The pod could not be reached.';
}
