import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** What axe finds wrong on a page as it stands, a line each. */
export async function findingsOf(page: Page): Promise<string[]> {
  // Over the protocol, past the content security policy: no page may load this for itself.
  const session = await page.context().newCDPSession(page);
  await session.send('Runtime.evaluate', { expression: axe.source });
  const { result } = await session.send('Runtime.evaluate', {
    expression: `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
      JSON.stringify(violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) =>
        id + ': ' + html.slice(0, 200) + ' ' + failureSummary))))`,
    awaitPromise: true,
  });
  await session.detach();
  return JSON.parse(String(result.value)) as string[];
}
