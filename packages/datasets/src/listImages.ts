import { describe } from '@occam/core';
import { nodeModule } from './nodeModule.js';
import { reasonOf, sourceName, type Source } from './source.js';

/**
 * Where images lie by class: the path of a folder (Node) with a folder of images for each class; the files
 * (a `FileList` or an array) that a browser's `<input type="file" webkitdirectory>` gives for such a folder;
 * or the sources of each class by its name.
 */
export type ImageFolder =
  string | URL | ArrayLike<File> | Readonly<Record<string, readonly Source[]>>;

/** An image of a class. */
export interface ListedImage {
  /** What it is called in messages: class/file. */
  readonly name: string;
  /** The class. */
  readonly className: string;
  /** Where it is. */
  readonly source: Source;
}

/**
 * Lists the images of a folder, sorted by class and then by name (UTF-16 units). Files whose names do not end
 * as images' do, and hidden files, are passed over.
 *
 * @param folder what the whole is called, for messages
 * @throws TypeError if it is no such thing; RangeError if there is no class, a class without images, or an
 *   image outside the classes' folders
 */
export async function listImages(source: ImageFolder, folder: string): Promise<ListedImage[]> {
  const classes =
    typeof source === 'string' || source instanceof URL
      ? await readFolder(source)
      : isFileList(source)
        ? groupFiles(Array.from(source), folder)
        : checkRecord(source);
  const names = [...classes.keys()].sort(byUnits);
  if (names.length === 0) {
    throw new RangeError(
      `${folder}: there must be a folder of images for each class, but none is there`,
    );
  }
  return names.flatMap((className) => {
    const images = classes.get(className)!;
    if (images.length === 0)
      throw new RangeError(`${folder}: the class '${className}' has no images`);
    return images.map((image) => ({ ...image, className }));
  });
}

type Listed = Pick<ListedImage, 'name' | 'source'>;

const IMAGE = /^[^.].*\.(png|jpe?g|webp|gif|avif|tiff?)$/i;

function byUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

async function readFolder(source: string | URL): Promise<Map<string, Listed[]>> {
  const fs = nodeModule('node:fs/promises');
  const path = nodeModule('node:path');
  if (fs === undefined || path === undefined) {
    throw new TypeError(
      'a browser cannot list a folder; pass the files of an <input type="file" webkitdirectory>, or { class: [files] }',
    );
  }
  const root =
    source instanceof URL || /^file:/i.test(source)
      ? nodeModule('node:url')!.fileURLToPath(source)
      : source;
  const classes = new Map<string, Listed[]>();
  try {
    for (const entry of await fs.readdir(root, { withFileTypes: true })) {
      if (entry.name.startsWith('.')) continue;
      const folder = path.join(root, entry.name);
      if ((await fs.stat(folder)).isDirectory()) {
        const files = (await fs.readdir(folder, { recursive: true }))
          .filter((file) => IMAGE.test(path.basename(file)))
          .sort(byUnits);
        classes.set(
          entry.name,
          files.map((file) => ({
            name: [entry.name, ...file.split(path.sep)].join('/'),
            source: path.join(folder, file),
          })),
        );
      } else if (IMAGE.test(entry.name)) throw outside(entry.name);
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new RangeError(
      code === 'ENOENT'
        ? `there is no folder '${root}'`
        : `cannot read '${root}': ${reasonOf(error)}`,
      { cause: error },
    );
  }
  return classes;
}

function outside(name: string): RangeError {
  return new RangeError(
    `${name}: the image lies outside the folders of the classes; put each image into the folder of its class`,
  );
}

function isFileList(source: unknown): source is ArrayLike<File> {
  return Array.isArray(source) || (typeof FileList !== 'undefined' && source instanceof FileList);
}

function groupFiles(files: readonly File[], folder: string): Map<string, Listed[]> {
  const classes = new Map<string, Listed[]>();
  for (const file of files) {
    if (!(file instanceof File)) {
      throw new TypeError(
        `${folder}: a list must hold Files, not ${describe(file)}; pass { class: [sources] } for other things`,
      );
    }
    const parts = file.webkitRelativePath?.split('/') ?? [];
    if (!IMAGE.test(file.name) || parts.some((part) => part.startsWith('.'))) continue;
    if (parts.length < 3) throw outside(file.webkitRelativePath || file.name);
    const className = parts[1]!;
    const images = classes.get(className) ?? [];
    classes.set(className, images);
    images.push({ name: parts.slice(1).join('/'), source: file });
  }
  for (const images of classes.values()) images.sort((a, b) => byUnits(a.name, b.name));
  return classes;
}

function checkRecord(source: unknown): Map<string, Listed[]> {
  if (typeof source !== 'object' || source === null) {
    throw new TypeError(
      `the images must be a path, a list of Files or { class: [sources] }, not ${describe(source)}`,
    );
  }
  const classes = new Map<string, Listed[]>();
  for (const [className, sources] of Object.entries(source)) {
    if (!Array.isArray(sources)) {
      throw new TypeError(
        `the images of the class '${className}' must be a list, not ${describe(sources)}`,
      );
    }
    classes.set(
      className,
      (sources as Source[]).map((each, index) => {
        const name = sourceName(each);
        return { name: `${className}/${name === 'data' ? index : name}`, source: each };
      }),
    );
  }
  return classes;
}
