import { readFileSync } from 'node:fs';
import { defineConfig } from 'vitepress';
import { readmePages } from '../readmes.js';

const REPOSITORY = 'https://github.com/occam-js/occam';

/** Written by typedoc, see typedoc.jsonc. */
const api = JSON.parse(readFileSync(new URL('../api/typedoc-sidebar.json', import.meta.url)));

const pages = [...readmePages()].map(([file, page]) => ({
  text: /^# (.*)$/m.exec(readFileSync(new URL(`../${page}`, import.meta.url), 'utf8'))[1],
  link: `/${page.replace(/(index)?\.md$/, '')}`,
  isPackage: /^(packages|apps)\/.*README\.md$/.test(file),
}));
const items = (isPackage) => pages.filter((page) => page.isPackage === isPackage);

export default defineConfig({
  title: 'Occam',
  description: 'How well a neural network generalizes, and how it generalizes better',
  themeConfig: {
    search: { provider: 'local' },
    nav: [
      { text: 'Start', link: '/packages/' },
      { text: 'Packages', link: '/packages/split' },
      { text: 'API', link: '/api/' },
    ],
    sidebar: {
      '/packages/': [
        { text: 'The project', items: items(false) },
        { text: 'Packages', items: items(true) },
      ],
      '/api/': api,
    },
    // Tables and code need the room of the outline.
    aside: false,
    socialLinks: [{ icon: 'github', link: REPOSITORY }],
  },
});
