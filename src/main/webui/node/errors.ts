/** One field and what is wrong with it, as in `{field: 'title', detail: 'is missing'}`. */
export interface FieldError {
  field: string;
  detail: string;
}

/** Carillon has rejected the call, and repeating it would change nothing. */
export class CarillonError extends Error {
  override name = 'CarillonError';

  /**
   * @param status the HTTP status
   * @param code the kind of error, such as `invalid_field`, `key_reused` or `forbidden`; `unauthorized` for a 401
   * @param errors the fields at fault
   */
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly errors: readonly FieldError[] = [],
  ) {
    super(message);
  }
}

/**
 * No answer until the deadline, or none but "later". The call may have been done: the same call with the same
 * `idempotencyKey` finds out, and does nothing twice.
 */
export class CarillonUnavailable extends Error {
  override name = 'CarillonUnavailable';

  /** @param idempotencyKey of the call; undefined for one that has none */
  constructor(
    message: string,
    readonly attempts: number,
    readonly idempotencyKey: string | undefined,
    options: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** From the body of an error, which may also be a gateway's page. */
export async function rejection(response: Response): Promise<CarillonError> {
  const text = await response.text().catch(() => '');
  let problem: { code?: string; detail?: string; title?: string; errors?: FieldError[]; error?: string } = {};
  try {
    problem = JSON.parse(text) as typeof problem;
  } catch {
    // Not Carillon's own.
  }
  const code = problem.code ?? (response.status === 401 ? 'unauthorized' : `status_${response.status}`);
  const message = problem.detail ?? problem.error ?? problem.title ?? `${response.status} ${response.statusText}`;
  return new CarillonError(response.status, code, message, problem.errors);
}
