/**
 * What a `datetime-local` field holds, such as `2026-03-01T09:30`, with the offset that this device had at that time
 * (summer time differs within a year). What is no such time is left as it is, to be refused where times are checked.
 */
export function withOffset(local: string): string {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/.test(local)) return local;
  const minutes = -new Date(local).getTimezoneOffset();
  const two = (value: number) => String(value).padStart(2, '0');
  const size = Math.abs(minutes);
  return `${local}${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}
