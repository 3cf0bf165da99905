/**
 * Looks again and again until there is something to see; an error of the look counts as nothing yet.
 * @throws Error with what was waited for, and the last error, when it does not come in time
 */
export async function until<Value>(
  what: string,
  look: () => Promise<Value | undefined | false>,
  ms = 60_000,
): Promise<Value> {
  const end = Date.now() + ms;
  for (;;) {
    let reason: unknown;
    try {
      const found = await look();
      if (found !== undefined && found !== false) return found;
    } catch (error) {
      reason = error;
    }
    if (Date.now() > end) throw new Error(`Not within ${ms} ms: ${what}`, { cause: reason });
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
