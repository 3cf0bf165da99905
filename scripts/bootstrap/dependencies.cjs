'use strict';
const { runNpm } = require('./run.cjs');
const { step } = require('./say.cjs');
const { digestOf, isFresh, setStamp } = require('./stamp.cjs');
const fs = require('node:fs');
const path = require('node:path');

const ADVICE = [
  'The locked dependencies could not be installed: check the network or the npm registry settings, then run the command again.',
  '未能安装锁定的依赖：请检查网络或 npm 源设置，然后重新运行。',
];

/**
 * The dependencies exactly as locked, installed by the Node that will run them: an older one would silently skip
 * native packages that declare a newer engine. What a user's own `npm ci` has installed counts as well.
 */
async function installDependencies(root, node) {
  const digest = digestOf(root, ['package.json', 'package-lock.json'], `${process.platform}-${process.arch}`);
  if (isFresh(root, 'dependencies', digest)) return;
  if (installedByHand(root)) return setStamp(root, 'dependencies', digest);
  await step(['Installing the locked dependencies', '安装锁定的依赖'], () =>
    runNpm(node, ['ci', '--ignore-scripts', '--no-progress'], { cwd: root, advice: ADVICE }),
  );
  setStamp(root, 'dependencies', digest);
}

/** npm keeps in node_modules/.package-lock.json what it has put there: compared package by package with the lock. */
function installedByHand(root) {
  const hidden = path.join(root, 'node_modules', '.package-lock.json');
  if (!fs.existsSync(hidden)) return false;
  const { packages: there } = JSON.parse(fs.readFileSync(hidden, 'utf8'));
  const { packages: wanted } = JSON.parse(fs.readFileSync(path.join(root, 'package-lock.json'), 'utf8'));
  return (
    Object.entries(wanted).every(
      ([where, entry]) =>
        where === '' || there[where]?.version === entry.version || (entry.optional && !there[where]),
    ) && nativePackagesPresent(root)
  );
}

/** An older Node skips EDR's native package without a word; its absence shows an incomplete installation. */
function nativePackagesPresent(root) {
  const scope = path.join(root, 'node_modules', '@nomicfoundation');
  return fs.existsSync(scope) && fs.readdirSync(scope).some((name) => /^edr-.+-/.test(name));
}

module.exports = { installDependencies };
