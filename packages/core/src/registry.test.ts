import { describe, expect, it } from 'vitest';
import { lookupClass, registerClass } from './registry.js';

class Scaler {}
class Other {}

describe('the registry', () => {
  it('finds what a name was registered for, kind by kind', () => {
    registerClass('step', 'Scaler', Scaler);
    registerClass('penalty', 'Scaler', Other);
    expect(lookupClass('step', 'Scaler')).toBe(Scaler);
    expect(lookupClass('penalty', 'Scaler')).toBe(Other);
  });

  it('takes the same value again, and no other for the same name', () => {
    registerClass('again', 'Scaler', Scaler);
    registerClass('again', 'Scaler', Scaler);
    expect(() => registerClass('again', 'Scaler', Other)).toThrow(
      new Error("the again 'Scaler' is registered already, for something else"),
    );
    expect(lookupClass('again', 'Scaler')).toBe(Scaler);
  });

  it('says what to call where a name is unknown', () => {
    expect(() => lookupClass('nothing', 'Scaler')).toThrow(
      new RangeError(
        "no nothing 'Scaler' is registered: call the register() of the package that it comes from first, and name that package in the recipe's uses",
      ),
    );
    registerClass('known', 'Scaler', Scaler);
    registerClass('known', 'Mixer', Other);
    expect(() => lookupClass('known', 'Scalar')).toThrow(
      /no known 'Scalar' is registered \(did you mean 'Scaler'\?\).*\(registered: Scaler, Mixer\)$/,
    );
  });

  it('knows no names that every object has', () => {
    expect(() => lookupClass('constructor', 'toString')).toThrow(RangeError);
    registerClass('objects', 'Scaler', Scaler);
    expect(() => lookupClass('objects', 'toString')).toThrow(RangeError);
  });
});
