#!/usr/bin/env node
'use strict';
// Starts `jz` on a Node that runs its TypeScript as it is. Plain CommonJS without dependencies: it must also run under
// the old Node that a machine happens to have, if only to find a better one or to say one sentence.

const fs = require('node:fs');
const { enableCompileCache } = require('node:module');
const os = require('node:os');
const path = require('node:path');
const { pathToFileURL } = require('node:url');
const { spawn, spawnSync } = require('node:child_process');

const root = path.resolve(__dirname, '..');
const script = path.join(__dirname, 'jz.ts');
const executable = process.platform === 'win32' ? 'node.exe' : 'node';
const chinese = /^zh/i.test(process.env.LC_ALL || process.env.LC_MESSAGES || process.env.LANG || '');

// "Could not be done", as in cli/exit.ts.
const FAILED = 6;

function say(en, zh) {
  process.stderr.write(`${chinese ? zh : en}\n`);
  process.exitCode = FAILED;
}

// From 22.18 on Node strips types without a flag and without a warning.
function isNewEnough(version) {
  const [major, minor] = version.split('.').map(Number);
  return major > 22 || (major === 22 && minor >= 18);
}

/** The Node that `npm start` fetches where the machine's own is too old. */
function fetchedNode() {
  const runtime = path.join(root, '.runtime', 'node_modules');
  const packages = fs.existsSync(runtime) ? fs.readdirSync(runtime) : [];
  const candidates = [
    path.join(root, 'node_modules', '.bin', executable),
    ...packages.map((name) => path.join(runtime, name, 'bin', executable)),
  ];
  return candidates.find((candidate) => {
    if (!fs.existsSync(candidate)) return false;
    const probe = spawnSync(candidate, ['-p', 'process.versions.node'], { encoding: 'utf8' });
    return probe.status === 0 && isNewEnough(probe.stdout.trim());
  });
}

function runOn(node) {
  const child = spawn(node, [__filename, ...process.argv.slice(2)], { stdio: 'inherit' });
  // A terminal signals the whole group; whoever sends a signal by process id reaches this process alone.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', ({ message }) => say(`Cannot run ${node}: ${message}`, `无法运行 ${node}：${message}`));
  child.on('exit', (code, signal) => {
    process.exit(signal ? 128 + (os.constants.signals[signal] || 0) : code);
  });
}

function start() {
  if (!fs.existsSync(path.join(root, 'node_modules', 'commander', 'package.json'))) {
    say(
      `jz is not installed yet: run \`npm start\` (or \`npm ci\`) in ${root} once.`,
      `jz 尚未安装：请先在 ${root} 运行一次 \`npm start\`（或 \`npm ci\`）。`,
    );
    return;
  }
  if (isNewEnough(process.versions.node)) {
    // Halves the start. Beside the code that it was made from: a folder that others can write to could hold anything.
    enableCompileCache(path.join(root, 'node_modules', '.cache', 'compiled'));
    import(pathToFileURL(script).href);
    return;
  }
  const node = fetchedNode();
  if (node) {
    runOn(node);
    return;
  }
  say(
    `jz needs Node 22.18 or newer, and this is ${process.version}: run \`npm start\` in ${root} once, which fetches one, or install Node 24 (nodejs.org).`,
    `jz 需要 Node 22.18 或更高版本，当前为 ${process.version}：请先在 ${root} 运行一次 \`npm start\` 自动获取，或自行安装 Node 24（nodejs.org）。`,
  );
}

start();
