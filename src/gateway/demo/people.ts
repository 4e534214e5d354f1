/** The learners of the demo: made-up people of several places, named in their own scripts. */
import { seeded } from './seeded.js';

export interface Person {
  readonly learner: string;
  readonly firstname: string;
  readonly lastname: string;
  readonly state: string;
  readonly district: string;
}

interface Place {
  readonly state: string;
  readonly districts: readonly string[];
  readonly first: readonly string[];
  readonly last: readonly string[];
}

/** First and last names are put together, so that few make many. */
const PLACES: readonly Place[] = [
  {
    ...{ state: 'Rajasthan', districts: ['Jaipur', 'Udaipur', 'Ajmer'] },
    first: ['आशा', 'मीना', 'रवि', 'सुनीता', 'विकास', 'पूजा', 'राजेश', 'कविता', 'दीपक', 'अनिल'],
    last: ['शर्मा', 'मीणा', 'चौधरी', 'जोशी', 'राठौड़', 'गुप्ता'],
  },
  {
    ...{ state: 'Karnataka', districts: ['Mysuru', 'Dharwad', 'Mandya'] },
    first: ['Ananya', 'Kiran', 'Lakshmi', 'Manjunath', 'Shruti', 'Naveen', 'Deepa', 'Harish'],
    last: ['Rao', 'Gowda', 'Hegde', 'Shetty', 'Kulkarni', 'Nayak'],
  },
  {
    ...{ state: 'Tamil Nadu', districts: ['Madurai', 'Salem', 'Erode'] },
    first: ['அன்பு', 'கவிதா', 'முருகன்', 'செல்வி', 'இளங்கோ', 'மீனாட்சி', 'கார்த்திக்'],
    last: ['குமார்', 'ராஜன்', 'செல்வம்', 'பாண்டியன்'],
  },
  {
    ...{ state: 'West Bengal', districts: ['Nadia', 'Bankura', 'Hooghly'] },
    first: ['অর্পিতা', 'সুব্রত', 'মৌসুমী', 'দেবাশিস', 'রিনা', 'অনির্বাণ'],
    last: ['সেন', 'দাস', 'মুখার্জি', 'ঘোষ', 'বসু'],
  },
  {
    ...{ state: 'Telangana', districts: ['Warangal', 'Nizamabad', 'Karimnagar'] },
    first: ['శ్రీలత', 'రమేష్', 'పద్మ', 'వెంకట్', 'సుజాత', 'నరేష్'],
    last: ['రెడ్డి', 'నాయుడు', 'రావు', 'గౌడ్'],
  },
  {
    ...{ state: 'Uttar Pradesh', districts: ['Lucknow', 'Varanasi', 'Agra'] },
    first: ['Farah', 'Imran', 'Neha', 'Saurabh', 'Zoya', 'Pankaj', 'Ritu', 'Aslam'],
    last: ['Khan', 'Verma', 'Siddiqui', 'Mishra', 'Yadav', 'Ansari'],
  },
];

/** So many people, the same for the same seed, each with an id like Sunbird's. */
export function people(count: number, seed: number): Person[] {
  const chance = seeded(seed);
  return Array.from({ length: count }, () => {
    const place = chance.pick(PLACES);
    const id = Array.from({ length: 32 }, () => chance.whole(0, 15).toString(16)).join('');
    return {
      learner: id.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'),
      firstname: chance.pick(place.first),
      lastname: chance.pick(place.last),
      state: place.state,
      district: chance.pick(place.districts),
    };
  });
}
