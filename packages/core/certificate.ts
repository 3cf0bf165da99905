/** The receipt inside of a certificate, which is a PDF for people. */

export { isPdf, receiptOfCertificate } from '../../core/certificate-pdf.ts';
