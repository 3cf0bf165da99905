/** Base of every error that carries a stable code. `details` holds values safe to show to whoever sent the input. */
export class JianzhengError extends Error {
  readonly code: string;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    code: string,
    message: string,
    options: { cause?: unknown; details?: Record<string, unknown> } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
    this.details = options.details ?? {};
  }
}

/** Input that breaks a format. Whoever made the input is at fault: answer with a 4xx or with INVALID. */
export class FormatError extends JianzhengError {}

/** Our own promise is broken. Nothing that an outsider sends may ever raise it. */
export class InvariantError extends JianzhengError {
  constructor(message: string, options: { cause?: unknown; details?: Record<string, unknown> } = {}) {
    super('invariant-broken', message, options);
  }
}
