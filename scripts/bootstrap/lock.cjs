'use strict';
// Two first starts at once would install over each other: the second waits for the first.

const fs = require('node:fs');
const { say } = require('./say.cjs');

function alive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function take(file) {
  try {
    fs.writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    return false;
  }
}

/** The holder died without letting go (kill -9, power): its file is removed, once, by whoever renames it first. */
function clearStale(file) {
  let holder;
  try {
    holder = Number(fs.readFileSync(file, 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT') return;
    throw error;
  }
  // An empty file is a holder between creating and writing; give it the time of one wait.
  const young = Date.now() - (fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0) < 5000;
  if (holder ? alive(holder) : young) return;
  const aside = `${file}.${process.pid}`;
  try {
    fs.renameSync(file, aside);
    fs.rmSync(aside, { force: true });
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
}

async function withLock(file, work) {
  let told = false;
  while (!take(file)) {
    clearStale(file);
    if (!told && fs.existsSync(file)) {
      say(['Another first start is installing; waiting for it ...', '另一个启动进程正在安装，等待其完成……']);
      told = true;
    }
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  const release = () => fs.rmSync(file, { force: true });
  const onSignal = (signal) => {
    release();
    process.exit(signal === 'SIGINT' ? 130 : 143);
  };
  process.once('SIGINT', onSignal);
  process.once('SIGTERM', onSignal);
  try {
    return await work();
  } finally {
    release();
    process.removeListener('SIGINT', onSignal);
    process.removeListener('SIGTERM', onSignal);
  }
}

module.exports = { withLock };
