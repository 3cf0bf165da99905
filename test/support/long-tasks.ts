import type { Page } from 'playwright-core';

/** How long a page did nothing but one thing, as the browser itself tells. */

const WATCH = `globalThis.longest = 0;
new PerformanceObserver((list) => {
  for (const { duration } of list.getEntries()) globalThis.longest = Math.max(globalThis.longest, duration);
}).observe({ type: 'longtask', buffered: true });`;

/** From the next load on. */
export const watchLongTasks = (page: Page): Promise<unknown> => page.addInitScript(WATCH);

/** The longest task since the page was loaded, ms; 0 where none took over 50. */
export const longestTask = async (page: Page): Promise<number> =>
  Number(await page.evaluate('globalThis.longest'));
