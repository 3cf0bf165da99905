'use strict';
const fs = require('node:fs');
const path = require('node:path');
const { run } = require('./run.cjs');
const { step } = require('./say.cjs');
const { digestOf, isFresh, setStamp, clearStamp } = require('./stamp.cjs');

const ADVICE = [
  'This build must not fail on a clean checkout; if you changed sources, mend them, else report it with the lines above.',
  '在干净的检出中构建不应失败；若您修改过源码请先修正，否则请附上以上输出反馈。',
];

/** Builds when the inputs differ from those of the last build, or its output is gone. */
async function buildWhenChanged(root, node, { name, title, inputs, output, command }) {
  const digest = digestOf(root, inputs);
  if (isFresh(root, name, digest) && fs.existsSync(path.join(root, output))) return;
  clearStamp(root, name);
  const [script, ...args] = command;
  await step(title, () =>
    run(node, [path.join(root, script), ...args], {
      cwd: root,
      node,
      env: { HARDHAT_DISABLE_TELEMETRY_PROMPT: 'true' },
      advice: ADVICE,
    }),
  );
  setStamp(root, name, digest);
}

module.exports = { buildWhenChanged };
