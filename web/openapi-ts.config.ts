import { defineConfig } from '@hey-api/openapi-ts'

export default defineConfig({
  input: '../docs/reference/openapi.json',
  output: { path: 'src/api/generated' },
  plugins: [
    '@hey-api/typescript',
    { name: '@hey-api/client-fetch', throwOnError: true },
    { name: '@hey-api/sdk' },
    '@tanstack/react-query',
  ],
})
