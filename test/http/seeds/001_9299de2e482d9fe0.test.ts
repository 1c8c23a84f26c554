import { describeKeyManagement } from './keyManagement.ts';

describeKeyManagement('001_9299de2e482d9fe0.txt: Sentry, API Key Management (as plain text)');
