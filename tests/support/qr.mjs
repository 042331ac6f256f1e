// Reads a QR code off the screen, as another device's camera would.

import { createRequire } from "node:module";

const jsqr = createRequire(import.meta.url)("jsqr");

/** Photographs an element and reads the code in it; `undefined` if there is none to be read. */
export async function readPicture(page, element) {
  const shot = await element.screenshot();
  const { width, height, data } = await page.evaluate(async (base64) => {
    const bitmap = await createImageBitmap(new Blob([Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0))]));
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d");
    canvas.drawImage(bitmap, 0, 0);
    const { width, height, data } = canvas.getImageData(0, 0, bitmap.width, bitmap.height);
    return { width, height, data: [...data] };
  }, shot.toString("base64"));
  return jsqr(new Uint8ClampedArray(data), width, height)?.data;
}
