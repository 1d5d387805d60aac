"""Addresses of the notification of a cycle."""

from django.urls import path

from phases.design.views import filing, filing_block, filing_bps, filing_review

app_name = "filing"
HOME = "kegiatan/<activity:code>/<edition:edition>/pemberitahuan/"

urlpatterns = [
    path(HOME, filing.home, name="home"),
    path(HOME + "isi/<slug:block>/", filing_block.block, name="block"),
    path(HOME + "periksa/", filing.check, name="check"),
    path(HOME + "terkirim/", filing.sent, name="sent"),
    path(HOME + "unduh/", filing.download, name="download"),
    path(HOME + "romantik.json", filing.romantik, name="romantik"),
    path(HOME + "<int:number>/versi/<int:version>/", filing.version, name="version"),
    path(HOME + "tinjau/", filing_review.review, name="review"),
    path(HOME + "tinjau/catatan/", filing_review.remark, name="remark"),
    path(HOME + "tinjau/catatan/<uuid:public_id>/<slug:doing>/", filing_review.remark_do, name="remark-do"),
    path(HOME + "catatan/<uuid:public_id>/", filing_review.note, name="note"),
    path(HOME + "langkah/<slug:move>/", filing_bps.step, name="step"),
    path(HOME + "catatan-bps/", filing_bps.add_note, name="add-note"),
    path(HOME + "rekomendasi/<uuid:public_id>/", filing_bps.item, name="item"),
    path(HOME + "serah-hasil/", filing_bps.hand_over, name="hand-over"),
    path(HOME + "surat/<uuid:public_id>/", filing_bps.attached, name="letter"),
    path(HOME + "pengecualian/", filing_bps.exemption, name="exemption"),
]
