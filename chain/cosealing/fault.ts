/** The moments at which a test ends the process as a power cut would. Each is a durable step, or lies beside one. */
export type FaultPoint =
  | 'before-lock'
  | 'lock-durable'
  | 'proposal-durable'
  | 'first-seal'
  | 'quorum'
  | 'committed'
  | 'seal-durable'
  | 'seal-sent';

/** `POINT` or `POINT@HEIGHT`. The only place that reads it. */
const WANTED = process.env.JIANZHENG_CHAIN_FAULT ?? '';

export function faultPoint(point: FaultPoint, height: bigint): void {
  if (WANTED === '') return;
  const [name, at] = WANTED.split('@');
  if (name === point && (at === undefined || at === height.toString())) process.kill(process.pid, 'SIGKILL');
}
