import { testLayers } from '../../test/layerRows.js';

testLayers();
