/**
 * Retry-After (RFC 9110 section 10.2.3) in ms: seconds, or a date.
 * @param now ms since the epoch
 * @returns undefined where it says nothing that can be read
 */
export function retryAfterMs(header: string | null | undefined, now: number): number | undefined {
  if (header === undefined || header === null) return undefined;
  if (/^\d+$/.test(header)) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
