import { expect, it, vi } from 'vitest';
import { augment, contactSheet, drawContactSheet, horizontalFlip } from './index.js';
import type { ContactSheetOptions } from './index.js';

const grey = { data: new Float32Array([0, 0.2, 0.4, 1, 0.6, 0.8, 2, -1]), shape: [2, 2, 2, 1] };
const BACKGROUND = [58, 62, 74, 255];

/** The pixel of a sheet. */
function pixel({ data, width }: { data: Uint8ClampedArray; width: number }, x: number, y: number) {
  return Array.from(data.subarray(4 * (y * width + x), 4 * (y * width + x) + 4));
}

const shade = (value: number) => [value, value, value, 255];

it('draws images in lines, with gaps', () => {
  const sheet = contactSheet(grey, { scale: 2 });
  expect([sheet.width, sheet.height]).toEqual([2 * (4 + 2) + 2, 4 + 2 + 2]);
  expect(pixel(sheet, 1, 1)).toEqual(BACKGROUND);
  expect(pixel(sheet, 6, 2)).toEqual(BACKGROUND);
  expect([pixel(sheet, 2, 2), pixel(sheet, 4, 3), pixel(sheet, 3, 5), pixel(sheet, 5, 5)]).toEqual(
    [0, 51, 102, 255].map(shade),
  );
  expect([pixel(sheet, 8, 2), pixel(sheet, 8, 4), pixel(sheet, 10, 4)]).toEqual(
    [153, 255, 0].map(shade),
  );
  expect(contactSheet(grey, { columns: 1, scale: 1 })).toMatchObject({ width: 6, height: 10 });
  expect(contactSheet(grey)).toMatchObject({ width: 2 * (56 + 2) + 2, height: 56 + 4 });
});

it('shows each original beside its variants, those that training sees in its epochs', () => {
  const pipeline = augment([horizontalFlip({ probability: 1 })], { imageShape: [2, 2, 1] });
  const flat = { data: grey.data, shape: [2, 4] };
  const options = {
    pipeline,
    imageShape: [2, 2, 1],
    rows: Uint32Array.of(1),
    columns: 2,
    scale: 1,
  };
  const sheet = contactSheet(flat, options);
  expect([sheet.width, sheet.height]).toEqual([10, 6]);
  expect([pixel(sheet, 2, 2), pixel(sheet, 3, 2)]).toEqual([153, 204].map(shade));
  expect([pixel(sheet, 6, 2), pixel(sheet, 7, 2)]).toEqual([204, 153].map(shade));

  const chance = augment([horizontalFlip()]);
  const drawn = contactSheet(grey, { pipeline: chance, scale: 1, columns: 9, seed: 4 });
  for (let epoch = 0; epoch < 8; epoch++) {
    const { x } = chance.vary({ x: grey }, Uint32Array.of(0), { epoch, seed: 4 });
    expect(pixel(drawn, 2 + 4 * (epoch + 1), 3)).toEqual(shade(Math.round(255 * x.data[2]!)));
  }
});

it('draws colours, and opacity on the background', () => {
  const colours = { data: new Float32Array([1, 0, 0.4, 0.5]), shape: [1, 1, 1, 4] };
  expect(pixel(contactSheet(colours, { scale: 1 }), 2, 2)).toEqual([156, 31, 88, 255]);
  const rgb = { data: new Float32Array([1, 0, 0.2]), shape: [1, 1, 1, 3] };
  expect(pixel(contactSheet(rgb, { scale: 1 }), 2, 2)).toEqual([255, 0, 51, 255]);
});

it('draws on a canvas', () => {
  class FakeImageData {
    constructor(
      readonly data: Uint8ClampedArray,
      readonly width: number,
      readonly height: number,
    ) {}
  }
  vi.stubGlobal('ImageData', FakeImageData);
  const putImageData = vi.fn();
  const canvas = { width: 0, height: 0, getContext: () => ({ putImageData }) };
  drawContactSheet(canvas, grey, { scale: 1 });
  expect(canvas).toMatchObject({ width: 10, height: 6 });
  expect(putImageData.mock.calls[0]![0]).toEqual(contactSheet(grey, { scale: 1 }));
  vi.unstubAllGlobals();
  expect(() => drawContactSheet(3 as never, grey)).toThrow(
    'canvas must be a canvas element, not 3',
  );
});

it.each([
  [
    { data: new Float32Array(8), shape: [2, 4] },
    {},
    /not \[2, 4\]: say what a row is, as imageShape/,
  ],
  [{ data: new Float32Array(8), shape: [1, 2, 2, 2] }, {}, /1 channel \(grey\), 3 .* not 2/],
  [{ data: new Float32Array(0), shape: [0, 2, 2, 1] }, {}, /there is no image to show/],
  [grey, { rows: Uint32Array.of(1, 2) }, /there is no row 2: there are 2, counted from 0/],
  [grey, { columns: 0 }, /columns must be a whole number at least 1, not 0/],
  [grey, { scale: 0.5 }, /scale must be a whole number/],
  [grey, { pipeline: [] }, /pipeline must be one that augment\(\[…\]\) makes, not/],
  [grey, { colums: 3 }, /contactSheet has no option 'colums' \(did you mean 'columns'\?\)/],
])('refuses %o with %o', (x, options, message) => {
  expect(() => contactSheet(x, options as ContactSheetOptions)).toThrow(message);
});
