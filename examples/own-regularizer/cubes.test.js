import { testRegularizer } from '@occam/testing';
import { cubes, register } from './cubes.js';

testRegularizer('cubes', {
  create: cubes,
  examples: [{ strength: 0.1 }, { strength: 0.02 }],
  value: ({ data }, { strength }) => strength * data.reduce((sum, w) => sum + Math.abs(w) ** 3, 0),
  invalid: [[{ strength: -1 }, /strength must be a number at least 0, not -1/]],
  recipeName: 'cubes',
  register,
});
