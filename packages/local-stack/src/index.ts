export { type LocalStack, type LocalStackOptions, startLocalStack } from './local-stack.ts';
export { type SampleAccount, sampleAccount } from './sample-account.ts';
export { readStackConfig, type StackConfig } from './stack-config.ts';
