/** The server has answered, and not with what was asked for. Network failures stay `TypeError`, as `fetch` throws them. */
export class CarillonError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
    this.name = 'CarillonError';
  }
}
