/** Whether the long versions run (`npm test -- --long`, and CI): whole files `*.long.test.ts`, and more of each property. */
export const LONG = process.env.JIANZHENG_TEST_LONG === '1';
