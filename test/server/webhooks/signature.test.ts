import { expect, test } from 'vitest';
import { deliveryId, secretText, signedHeaders } from '../../../server/webhooks/signature.ts';

test('signatures are those of the Standard Webhooks libraries: the vector that their tests have', () => {
  const secret = Buffer.from('MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'base64');
  const headers = signedHeaders(
    secret,
    'msg_p5jXN8AQM9LWM0D4loKWxJek',
    1_614_265_330,
    '{"test": 2432232314}',
  );
  expect(headers).toEqual({
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  });
  expect(secretText(secret)).toBe('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw');
});

test('an ID is the same for the same notice and webhook, and another for anything else', () => {
  const id = deliveryId('aa', 'opinion.given 1-0-0');
  expect(id).toMatch(/^msg_[0-9a-f]{32}$/);
  expect(deliveryId('aa', 'opinion.given 1-0-0')).toBe(id);
  expect(deliveryId('ab', 'opinion.given 1-0-0')).not.toBe(id);
  expect(deliveryId('aa', 'opinion.given 1-0-1')).not.toBe(id);
});
