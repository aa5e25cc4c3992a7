export { defineConfig, type OccamConfig } from './defineConfig.js';
