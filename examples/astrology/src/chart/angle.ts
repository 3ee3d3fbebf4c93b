import { normalizeDegrees } from './zodiac.ts';

const RADIAN = Math.PI / 180;

// Astronomy is written in degrees; these keep the formulas as they are in the books.
export const sin = (degrees: number): number => Math.sin(degrees * RADIAN);
export const cos = (degrees: number): number => Math.cos(degrees * RADIAN);
export const tan = (degrees: number): number => Math.tan(degrees * RADIAN);
export const asin = (value: number): number => Math.asin(value) / RADIAN;
/** From 0 up to 360. */
export const atan2 = (y: number, x: number): number => normalizeDegrees(Math.atan2(y, x) / RADIAN);
