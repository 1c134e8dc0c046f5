/** A pod as the local cluster's launcher knows it. The launcher alone has these routes; a pod has none of them. */
export interface Pod {
  name: string;
  ready: boolean;
  streams: number;
  /** Whether it holds a stream of the asking session. */
  yours: boolean;
  /** Where to POST to cut the asking session's streams, or to kill the pod; absent if the launcher cannot. */
  cut?: string;
  kill?: string;
}

/** The role that the console asks for. */
export const OPERATOR = 'carillon-operator';

/** Logs this host in. Returns whether the launcher has let it. */
export async function signIn(userId: string, organizationId: string, roles: string[] = []): Promise<boolean> {
  const response = await fetch('/local/session', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ userId, organizationId, roles }),
  });
  return response.ok;
}

/** None where there is no launcher. */
export async function pods(): Promise<Pod[]> {
  const response = await fetch('/local/pods', { cache: 'no-store' });
  return response.ok ? ((await response.json()) as Pod[]) : [];
}

export async function post(address: string): Promise<void> {
  await fetch(address, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{}' });
}
