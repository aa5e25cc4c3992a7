/** A point of a drawing: x to the right and y downwards, in units of the digit's box, 0 … 1. */
export type Point = readonly [x: number, y: number];

/** The path of a pen from where it touches the paper to where it leaves it or turns a corner. */
export interface Stroke {
  /** Whether the pen bends smoothly through the points or goes straight from one to the next. */
  readonly smooth: boolean;
  /** The points in the order of writing. */
  readonly points: readonly Point[];
}

/** For each digit the ways to write it, each a list of strokes. */
export const DIGIT_STROKES: readonly (readonly (readonly Stroke[])[])[] = [
  // 0: an oval; a narrow one; one whose ends cross
  [
    [curve('.5 0, .22 .13, .1 .5, .22 .87, .5 1, .78 .87, .9 .5, .78 .13, .5 0')],
    [curve('.55 0, .34 .15, .27 .5, .32 .85, .5 1, .68 .87, .74 .5, .7 .15, .55 0')],
    [curve('.72 .06, .38 .06, .14 .4, .18 .82, .48 1, .8 .8, .88 .4, .66 .06, .42 .14')],
  ],
  // 1: a stroke; with a flag; with flag and foot
  [
    [line('.5 0, .5 1')],
    [line('.28 .22, .55 0, .55 1')],
    [line('.3 .2, .52 0, .52 1'), line('.25 1, .8 1')],
  ],
  // 2: with a straight foot; with a loop; like a Z
  [
    [curve('.14 .25, .3 .04, .62 0, .85 .2, .72 .5, .4 .77, .1 1'), line('.1 1, .92 1')],
    [curve('.14 .18, .45 0, .8 .14, .74 .46, .42 .8, .16 .96, .1 .86, .3 .78, .62 .94, .96 .92')],
    [line('.12 .05, .86 .05, .1 1, .92 1')],
  ],
  // 3: two bows; with a flat roof; in one stroke with a small loop
  [
    [
      curve('.14 .14, .44 0, .8 .14, .7 .38, .4 .47'),
      curve('.4 .47, .78 .54, .88 .78, .6 1, .3 1, .1 .86'),
    ],
    [line('.15 0, .85 0, .45 .4'), curve('.45 .4, .8 .5, .88 .76, .58 1, .1 .9')],
    [curve('.16 .1, .5 0, .78 .2, .5 .44, .36 .5, .44 .42, .8 .58, .8 .88, .46 1, .1 .88')],
  ],
  // 4: open; closed; open with a bent back
  [
    [line('.22 0, .1 .55, .92 .55'), line('.7 .05, .68 1')],
    [line('.64 1, .64 0, .05 .66, .95 .66')],
    [curve('.18 0, .12 .36, .3 .52, .84 .46'), curve('.84 0, .78 .5, .72 1')],
  ],
  // 5: in one go; with the roof set apart; like an S
  [
    [line('.85 0, .26 0, .2 .42'), curve('.2 .42, .52 .35, .86 .58, .78 .88, .45 1, .1 .88')],
    [curve('.26 .06, .2 .42, .56 .4, .84 .64, .7 .92, .4 1, .12 .92'), line('.26 .04, .9 0')],
    [curve('.86 .05, .42 .03, .2 .24, .5 .45, .8 .66, .7 .92, .4 1, .1 .9')],
  ],
  // 6: round; steep; with a wide belly
  [
    [curve('.76 .02, .4 .15, .15 .5, .16 .82, .46 1, .8 .86, .8 .6, .5 .5, .18 .68')],
    [curve('.62 0, .3 .4, .16 .78, .4 1, .72 .9, .74 .66, .46 .58, .2 .78')],
    [curve('.7 0, .3 .2, .08 .6, .24 .94, .6 .98, .9 .76, .7 .52, .34 .56, .12 .72')],
  ],
  // 7: plain; with a bar; with a serif and a bent back
  [
    [line('.1 0, .9 0, .42 1')],
    [line('.12 .02, .88 0, .44 1'), line('.26 .5, .78 .48')],
    [line('.1 .18, .12 .02, .88 .02'), curve('.88 .02, .58 .45, .46 1')],
  ],
  // 8: in one stroke; two rings; in one stroke with an open top
  [
    [
      curve(
        '.78 .12, .5 0, .22 .14, .26 .36, .5 .49, .8 .68, .76 .92, .5 1, .22 .92, .18 .7, .5 .48, .74 .32, .78 .12',
      ),
    ],
    [
      curve('.5 0, .25 .1, .24 .36, .5 .46, .76 .36, .75 .1, .5 0'),
      curve('.5 .46, .18 .6, .18 .88, .5 1, .82 .88, .82 .6, .5 .46'),
    ],
    [
      curve(
        '.84 .06, .46 .02, .2 .2, .46 .44, .78 .66, .72 .94, .4 1, .16 .84, .32 .6, .66 .38, .86 .08',
      ),
    ],
  ],
  // 9: with a straight back; with a bent one; with a hook
  [
    [curve('.84 .18, .55 0, .2 .14, .18 .4, .46 .52, .78 .36, .84 .14'), line('.84 .1, .78 1')],
    [curve('.82 .16, .5 0, .18 .18, .24 .46, .58 .48, .82 .2, .84 .5, .66 .86, .24 1')],
    [curve('.8 .2, .54 0, .24 .12, .2 .36, .46 .5, .76 .36, .82 .12, .82 .7, .6 1, .2 .9')],
  ],
];

function curve(points: string): Stroke {
  return { smooth: true, points: readPoints(points) };
}

function line(points: string): Stroke {
  return { smooth: false, points: readPoints(points) };
}

function readPoints(points: string): Point[] {
  return points.split(', ').map((point) => {
    const [x, y] = point.split(' ').map(Number);
    return [x!, y!];
  });
}
