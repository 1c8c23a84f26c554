import { describeKeyManagement } from './keyManagement.ts';

describeKeyManagement('000_5521c0bb0113d745.txt: Sentry, API Key Management');
