import { OPERATOR, signIn } from './local.js';

/** The form: creates notifications with a session of this page, which belongs to nobody in the panels. */
export function wireForm(form: HTMLFormElement, result: HTMLElement, hasLauncher: boolean): void {
  const field = (name: string): HTMLInputElement => form.elements.namedItem(name) as HTMLInputElement;
  const audience = (): string => (form.elements.namedItem('audience') as RadioNodeList).value;
  let signedInto: string | undefined;

  form.addEventListener('change', () => {
    const users = form.querySelector<HTMLElement>('#users-field')!;
    users.hidden = audience() === 'organization';
    field('users').disabled = users.hidden;
    form.querySelector('#users-label')!.textContent = audience() === 'users' ? 'Users, by commas' : 'User';
  });

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const times = Number((event.submitter as HTMLButtonElement).value || 1);
    result.textContent = '';
    void ring(times).then(
      (text) => (result.textContent = text),
      (error: unknown) => (result.textContent = String(error)),
    );
  });

  async function ring(times: number): Promise<string> {
    const organization = field('organization').value.trim();
    if (hasLauncher && signedInto !== organization) {
      await signIn('demo', organization, [OPERATOR]);
      signedInto = organization;
    }
    const startedAt = performance.now();
    const ids = await Promise.all(Array.from({ length: times }, (_, index) => create(times > 1 ? index + 1 : 0)));
    const took = Math.round(performance.now() - startedAt);
    return times > 1 ? `Created ${times} in ${took} ms.` : `Created no. ${ids[0]} in ${took} ms.`;
  }

  async function create(number: number): Promise<number> {
    const title = field('title').value;
    const body = {
      type: field('type').value,
      title: number ? `${title} (${number})` : title,
      message: field('message').value,
      ...(field('actionUrl').value && { actionUrl: field('actionUrl').value }),
      ...recipients(),
    };
    const response = await fetch('/api/notifications', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) {
      throw new Error(`The server answers ${response.status}: ${await response.text()}`);
    }
    const created = (await response.json()) as { id?: number; data?: { id: number } };
    return created.id ?? created.data?.id ?? NaN;
  }

  function recipients(): object {
    const users = field('users')
      .value.split(',')
      .map((user) => user.trim())
      .filter(Boolean);
    switch (audience()) {
      case 'organization':
        return { audience: 'organization' };
      case 'users':
        return { userIds: users };
      default:
        return { userId: users[0] };
    }
  }
}
