'use strict';
// A stamp says from which inputs something was made, so that it is made again when they change and only then.

const crypto = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');

function filesBelow(entry) {
  const stat = fs.statSync(entry, { throwIfNoEntry: false });
  if (!stat) return [];
  if (stat.isFile()) return [entry];
  return fs
    .readdirSync(entry)
    .sort()
    .filter((name) => name !== 'dist' && name !== 'node_modules')
    .flatMap((name) => filesBelow(path.join(entry, name)));
}

function digestOf(root, inputs, extra = '') {
  const hash = crypto.createHash('sha256').update(extra);
  for (const file of inputs.flatMap((input) => filesBelow(path.join(root, input)))) {
    const bytes = fs.readFileSync(file);
    hash.update(`${path.relative(root, file)}\0${bytes.length}\0`).update(bytes);
  }
  return hash.digest('hex');
}

// In node_modules, so that whoever empties that also forgets what was built with it.
const folder = (root) => path.join(root, 'node_modules', '.jianzheng');

function isFresh(root, name, digest) {
  const file = path.join(folder(root), name);
  return fs.existsSync(file) && fs.readFileSync(file, 'utf8') === digest;
}

function setStamp(root, name, digest) {
  fs.mkdirSync(folder(root), { recursive: true });
  fs.writeFileSync(path.join(folder(root), name), digest);
}

function clearStamp(root, name) {
  fs.rmSync(path.join(folder(root), name), { force: true });
}

module.exports = { digestOf, isFresh, setStamp, clearStamp };
