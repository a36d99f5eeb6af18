/** What may be done with the public behaviour of the International Brain Laboratory, and what is asked in return. */
export const iblLicence =
  "Public data of the International Brain Laboratory: MIT in the registry of open data on AWS, CC BY 4.0 for the release on figshare; attribute either way."

/** What to cite for behaviour of the International Brain Laboratory. */
export const iblCitation =
  "International Brain Laboratory et al. 2021, Standardized and reproducible measurement of decision-making in mice, eLife 10:e63711, doi 10.7554/eLife.63711."

/** Stands for the licence of files that lie on the user's own disk: their form does not say whose they are. */
export const alfLicence = `Not stated in the files. ${iblLicence}`
