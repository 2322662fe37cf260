export { generateHostile, generateSubject, type Random } from './generate-subject.js'
