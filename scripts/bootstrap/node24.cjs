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

const FETCH_FAILED = [
  `Node ${NEEDED_MAJOR} could not be fetched: check the network or the npm registry settings and run the command again, or install Node ${NEEDED_MAJOR} yourself (nodejs.org).`,
  `未能获取 Node ${NEEDED_MAJOR}：请检查网络或 npm 源设置后重新运行，或自行安装 Node ${NEEDED_MAJOR}（nodejs.org）。`,
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

/** The locked build for this platform, as a manifest and lock of its own: a failed download is then an error. */
function manifestForThisPlatform() {
  const lock = JSON.parse(fs.readFileSync(path.join(__dirname, 'runtime', 'package-lock.json'), 'utf8'));
  const where = Object.keys(lock.packages).find(
    (key) => lock.packages[key].os === process.platform && lock.packages[key].cpu === process.arch,
  );
  if (!where) throw new BootstrapError(INSTALL_IT);
  const { optional: _, ...entry } = lock.packages[where];
  const root = {
    name: lock.name,
    version: lock.version,
    dependencies: { [path.posix.basename(where)]: entry.version },
  };
  return {
    'package.json': JSON.stringify({ ...root, private: true }, null, 2),
    'package-lock.json': JSON.stringify({ ...lock, packages: { '': root, [where]: entry } }, null, 2),
  };
}

/** Path of a Node >= 24. `.runtime/` lies outside node_modules, which `npm ci` empties. */
async function provideNode(root) {
  const runtime = path.join(root, '.runtime');
  // The second time this script itself runs on .runtime's Node: that one is ours, not the user's.
  const ours =
    fs.realpathSync(process.execPath).startsWith(runtime + path.sep) || isLink(root, process.execPath);
  if (!ours && works(process.execPath)) return process.execPath;

  const manifest = manifestForThisPlatform();
  const stamp = path.join(runtime, 'installed.json');
  const fresh = fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === manifest['package-lock.json'];
  const current = fresh ? installedIn(runtime) : undefined;
  if (current && works(current)) return current;

  const title = [
    `Fetching Node ${NEEDED_MAJOR} (this one is ${process.version})`,
    `获取 Node ${NEEDED_MAJOR}（当前为 ${process.version}）`,
  ];
  await step(title, async () => {
    fs.mkdirSync(runtime, { recursive: true });
    fs.copyFileSync(path.join(root, '.npmrc'), path.join(runtime, '.npmrc'));
    for (const [name, text] of Object.entries(manifest)) fs.writeFileSync(path.join(runtime, name), text);
    await runNpm(process.execPath, ['ci', '--ignore-scripts', '--no-progress', '--prefix', runtime], {
      cwd: runtime,
      advice: FETCH_FAILED,
    });
  });
  const fetched = installedIn(runtime);
  if (!fetched || !works(fetched)) throw new BootstrapError(INSTALL_IT);
  fs.writeFileSync(stamp, manifest['package-lock.json']);
  return fetched;
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
