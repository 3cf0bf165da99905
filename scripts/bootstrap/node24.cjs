'use strict';
// The Node that everything else runs on: the user's own where it is new enough, else one from the npm registry.

const fs = require('node:fs');
const path = require('node:path');
const { spawnSync } = require('node:child_process');
const { runNpm } = require('./run.cjs');
const { step, BootstrapError } = require('./say.cjs');

const NEEDED_MAJOR = 24;
const windows = process.platform === 'win32';
const executable = windows ? 'node.exe' : 'node';

const INSTALL_IT = [
  `Please install Node ${NEEDED_MAJOR} or newer (nodejs.org) and run the command again: no build of it could be fetched for ${process.platform}-${process.arch}.`,
  `请安装 Node ${NEEDED_MAJOR} 或更高版本（nodejs.org）后重新运行：未能取得适用于 ${process.platform}-${process.arch} 的版本。`,
];

function works(node) {
  const probe = spawnSync(node, ['-p', 'process.versions.node'], { encoding: 'utf8' });
  return probe.status === 0 && Number.parseInt(probe.stdout, 10) >= NEEDED_MAJOR;
}

function installedIn(runtime) {
  const modules = path.join(runtime, 'node_modules');
  const names = fs.existsSync(modules) ? fs.readdirSync(modules) : [];
  for (const name of names) {
    const node = path.join(modules, name, 'bin', executable);
    if (fs.existsSync(node)) return node;
  }
  return undefined;
}

/** Path of a Node >= 24. `.runtime/` lies outside node_modules, which `npm ci` empties. */
async function provideNode(root) {
  const runtime = path.join(root, '.runtime');
  // The second time this script itself runs on .runtime's Node: that one is ours, not the user's.
  const ours =
    fs.realpathSync(process.execPath).startsWith(runtime + path.sep) || isLink(root, process.execPath);
  if (!ours && works(process.execPath)) return process.execPath;

  const manifest = path.join(__dirname, 'runtime');
  const wanted = fs.readFileSync(path.join(manifest, 'package-lock.json'), 'utf8');
  const stamp = path.join(runtime, 'package-lock.json');
  const current =
    fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === wanted ? installedIn(runtime) : undefined;
  if (current && works(current)) return current;

  await step(
    [
      `Fetching Node ${NEEDED_MAJOR} (this one is ${process.version})`,
      `获取 Node ${NEEDED_MAJOR}（当前为 ${process.version}）`,
    ],
    async () => {
      fs.rmSync(path.join(runtime, 'package-lock.json'), { force: true });
      fs.mkdirSync(runtime, { recursive: true });
      fs.copyFileSync(path.join(manifest, 'package.json'), path.join(runtime, 'package.json'));
      fs.copyFileSync(path.join(root, '.npmrc'), path.join(runtime, '.npmrc'));
      fs.copyFileSync(path.join(manifest, 'package-lock.json'), path.join(runtime, 'package-lock.json'));
      await runNpm(
        process.execPath,
        ['ci', '--ignore-scripts', '--no-progress', '--no-workspaces', '--prefix', runtime],
        { cwd: runtime, advice: INSTALL_IT },
      );
    },
  );
  const fetched = installedIn(runtime);
  if (fetched && works(fetched)) return fetched;
  throw new BootstrapError(INSTALL_IT);
}

const linkPath = (root) => path.join(root, 'node_modules', '.bin', executable);

const isLink = (root, file) => path.resolve(file) === linkPath(root);

/** npm puts node_modules/.bin first on the path of its scripts: there `node` must mean the fetched one. */
function linkNode(root, node) {
  const link = linkPath(root);
  const ours = node.startsWith(path.join(root, '.runtime') + path.sep);
  const present = fs.lstatSync(link, { throwIfNoEntry: false });
  if (!ours) {
    if (present) fs.rmSync(link, { force: true });
    return;
  }
  if (present && fs.realpathSync(link) === fs.realpathSync(node)) return;
  if (present && windows && fs.statSync(link).size === fs.statSync(node).size) return;
  fs.rmSync(link, { force: true });
  if (windows) fs.copyFileSync(node, link);
  else fs.symlinkSync(path.relative(path.dirname(link), node), link);
}

module.exports = { provideNode, linkNode };
