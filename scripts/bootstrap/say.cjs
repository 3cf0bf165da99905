'use strict';
// Progress for people, in the language of their terminal. Goes to stderr: stdout belongs to the command that follows.

const locale = process.env.LC_ALL || process.env.LC_MESSAGES || process.env.LANG || '';
const chinese = /^zh/i.test(locale);

/** A message as a pair [en, zh]. */
const pick = (pair) => pair[chinese ? 1 : 0];

function say(pair) {
  process.stderr.write(`${pick(pair)}\n`);
}

/** An error that the reader can act on: shown as its text alone. */
class BootstrapError extends Error {
  constructor(pair) {
    super(pick(pair));
  }
}

function fail(error) {
  process.stderr.write(
    `\n${error instanceof BootstrapError ? error.message : error.stack || String(error)}\n`,
  );
}

/**
 * Shows that work goes on: the title at once, the seconds while it lasts, the time it took at the end.
 * On a terminal one line is rewritten; elsewhere (CI logs) a line is added every ten seconds.
 */
async function step(pair, work) {
  const title = pick(pair);
  const started = Date.now();
  const seconds = () => `${Math.round((Date.now() - started) / 1000)} s`;
  const live = process.stderr.isTTY;
  process.stderr.write(live ? `${title} ...` : `${title} ...\n`);
  const beat = setInterval(
    () => process.stderr.write(live ? `\r${title} ... ${seconds()} ` : `${title} ... ${seconds()}\n`),
    live ? 1000 : 10_000,
  );
  try {
    return await work();
  } finally {
    clearInterval(beat);
    process.stderr.write(live ? `\r${title} ... ${seconds()}  \n` : `${title}: ${seconds()}\n`);
  }
}

module.exports = { say, fail, step, BootstrapError };
