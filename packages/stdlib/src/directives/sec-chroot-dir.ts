import { inertSetting } from './inert-setting.js'

export const secChrootDir = inertSetting({
  name: 'SecChrootDir',
  summary: 'Folder that the web server locks itself into.',
  example: 'SecChrootDir /chroot',
  engines: 'v2 alone has it.',
  form: 'PATH',
  words: [1, 1],
  why: 'the engine is not the process that could be locked in',
  instead: 'run the host in a container or under a service manager that confines it',
})
