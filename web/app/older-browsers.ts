/**
 * What the libraries of these pages call and browsers of web/vite.config.ts may lack. Chrome 109 is the last one for
 * Windows 7, and agencies keep their machines long. Our own code does without (test/web/build.test.ts). Imported first.
 */

// `canonicalize` looks for lone surrogates with it: without, no receipt could be read.
const text = String.prototype as { isWellFormed?: (this: string) => boolean };
text.isWellFormed ??= function (this: string): boolean {
  return !/\p{Surrogate}/u.test(this);
};

// A module, so that it is imported for what it does.
export {};
