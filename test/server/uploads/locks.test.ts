import { expect, test } from 'vitest';
import { uploadLocks } from '../../../server/uploads/locks.ts';

const never = () => new AbortController().signal;

test('one request holds an upload; the next asks it to end, and has it then', async () => {
  const locks = uploadLocks();
  const [first, second, other] = [locks.newLock('a'), locks.newLock('a'), locks.newLock('b')];
  const asked: string[] = [];
  await first.lock(never(), () => void asked.push('first'));
  await other.lock(never(), () => void asked.push('other'));
  let entered = false;
  const entering = second
    .lock(never(), () => undefined)
    .then(() => {
      entered = true;
    });
  await new Promise((resolve) => setImmediate(resolve));
  expect([asked, entered]).toEqual([['first'], false]);
  await first.unlock();
  await entering;
  expect(locks.isHeld('a')).toBe(true);
  await second.unlock();
  expect([locks.isHeld('a'), locks.isHeld('b')]).toEqual([false, true]);
});

test('whoever waits in vain is told so, and does not stand in the way of the next', async () => {
  const locks = uploadLocks(20);
  const [first, second, third] = [locks.newLock('a'), locks.newLock('a'), locks.newLock('a')];
  await first.lock(never(), () => undefined);
  await expect(second.lock(never(), () => undefined)).rejects.toMatchObject({ code: 'upload-busy' });
  const gone = new AbortController();
  const waiting = third.lock(gone.signal, () => undefined);
  gone.abort();
  await expect(waiting).rejects.toBeDefined();
  await first.unlock();
  expect(locks.isHeld('a')).toBe(false);
});
