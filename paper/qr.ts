import { encode } from 'uqr';
import type { Sheet } from './sheet.ts';

/**
 * Draws a QR code as filled squares, its quiet zone of four modules within `size` points.
 * @param code `text`: what it says; `alt`: what is read aloud in its place
 */
export function drawQr(
  { doc, tags }: Sheet,
  { text, alt }: { readonly text: string; readonly alt: string },
  x: number,
  y: number,
  size: number,
): void {
  const { data, size: modules } = encode(text, { ecc: 'M', border: 4 });
  const unit = size / modules;
  function draw(): void {
    for (const [row, cells] of data.entries()) {
      for (const [column, dark] of cells.entries()) {
        // A little over its edge, so that no hair of white stands between two of them.
        if (dark) doc.rect(x + column * unit, y + row * unit, unit * 1.02, unit * 1.02);
      }
    }
    doc.fill('#000000');
  }
  tags.leaf('Figure', draw, { alt });
}
