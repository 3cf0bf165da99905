import { fileNameParameter } from '../../core/file-name-parameter.ts';

/**
 * The body of a submission (RFC 7578), written here rather than by FormData: that one writes some names so that they
 * cannot be told from others, and says nothing of where each file begins, which its progress needs. The files stay on
 * disk until the browser sends them.
 */
export type Multipart = {
  readonly body: Blob;
  readonly contentType: string;
  /** Where the content of each file begins in the body, in bytes. */
  readonly offsets: readonly number[];
};

/** @param fields text fields by plain names, before the files; empty ones are left out */
export function multipart(
  fields: Readonly<Record<string, string>>,
  files: readonly { readonly name: string; readonly file: File; readonly field?: string }[],
  boundary = `jianzheng-${crypto.getRandomValues(new Uint32Array(4)).join('-')}`,
): Multipart {
  const encoder = new TextEncoder();
  const parts: BlobPart[] = [];
  const offsets: number[] = [];
  let length = 0;
  const add = (part: Uint8Array<ArrayBuffer> | File) => {
    parts.push(part);
    length += part instanceof File ? part.size : part.length;
  };
  const head = (name: string, more: string) =>
    add(encoder.encode(`--${boundary}\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n`));
  for (const [name, value] of Object.entries(fields)) {
    if (value === '') continue;
    head(name, '');
    add(encoder.encode(`${value}\r\n`));
  }
  for (const { name, file, field = 'files' } of files) {
    const type = file.type === '' ? 'application/octet-stream' : file.type;
    head(field, `; ${fileNameParameter(name)}\r\nContent-Type: ${type}`);
    offsets.push(length);
    add(file);
    add(encoder.encode('\r\n'));
  }
  add(encoder.encode(`--${boundary}--\r\n`));
  return { body: new Blob(parts), contentType: `multipart/form-data; boundary=${boundary}`, offsets };
}
