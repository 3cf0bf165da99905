'use strict';
const { spawn } = require('node:child_process');
const path = require('node:path');
const { BootstrapError } = require('./say.cjs');

// What the outer `npm start` says of its own installation. An npm that is run by another Node must find its own
// prefix and configuration; but registry, proxies and certificates (the user's network) are kept.
const OUTER_NPM = new Set([
  'npm_config_prefix',
  'npm_config_globalconfig',
  'npm_config_local_prefix',
  'npm_config_global_prefix',
  'npm_config_node_gyp',
  'npm_config_npm_version',
  'npm_config_user_agent',
  'npm_config_init_module',
  'npm_config_noproxy_prefix',
]);

function environmentFor(node, extra) {
  const env = {};
  for (const [key, value] of Object.entries(process.env)) {
    const lower = key.toLowerCase();
    if (OUTER_NPM.has(lower) || lower.startsWith('npm_lifecycle') || lower.startsWith('npm_package'))
      continue;
    env[key] = value;
  }
  const pathKey = Object.keys(env).find((key) => key.toLowerCase() === 'path') || 'PATH';
  env[pathKey] = [path.dirname(node), env[pathKey]].filter(Boolean).join(path.delimiter);
  return { ...env, ...extra };
}

/** Runs a program; its output is kept and shown only when it fails. Rejects with a BootstrapError. */
function run(program, args, { cwd, node, env = {}, advice }) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd,
      env: environmentFor(node, env),
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: false,
    });
    let output = '';
    const keep = (chunk) => {
      output = (output + chunk).slice(-20_000);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code === 0) return resolve(output);
      const how = signal || `exit ${code}`;
      reject(new BootstrapError([`${output}\n${how}. ${advice[0]}`, `${output}\n${how}。${advice[1]}`]));
    });
  });
}

/** npm, run by the given Node, whatever Node the outer npm runs on. */
function runNpm(node, args, options) {
  const cli = process.env.npm_execpath;
  if (cli && /npm-cli\.c?js$/.test(cli)) return run(node, [cli, ...args], { ...options, node });
  const windows = process.platform === 'win32';
  return run(
    windows ? process.env.ComSpec || 'cmd.exe' : 'npm',
    windows ? ['/d', '/s', '/c', 'npm', ...args] : args,
    { ...options, node },
  );
}

module.exports = { run, runNpm };
