import { describe, expect, it } from 'vitest';
import { defineTask } from './task.js';

describe('defineTask', () => {
  it('keeps the address and the function', () => {
    const double = (x: number) => 2 * x;
    const task = defineTask('file:///tasks.js', 'double', double);
    expect(task).toEqual({ module: 'file:///tasks.js', name: 'double', run: double });
  });

  it('names what is missing', () => {
    const run = () => 0;
    expect(() => defineTask('', 'task', run)).toThrow(
      new TypeError(
        "the module of a task must be a string with something in it, not '': pass import.meta.url",
      ),
    );
    expect(() => defineTask('file:///tasks.js', undefined as never, run)).toThrow(
      /the name of a task must be a string with something in it, not undefined/,
    );
    expect(() => defineTask('file:///tasks.js', 'task', 3 as never)).toThrow(
      new TypeError("the task 'task' needs a function, not 3"),
    );
  });
});
