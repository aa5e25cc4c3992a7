/**
 * The weights of red, green and blue in the luma of ITU-R BT.601, as PIL has them. They sum to 1, so that gray stays gray;
 * torchvision's first is 0.2989.
 */
export const RED = 0.299;
/** The weight of green. */
export const GREEN = 0.587;
/** The weight of blue. */
export const BLUE = 0.114;
