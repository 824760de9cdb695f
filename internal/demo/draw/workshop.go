package draw

func drill(p *pen) {
	p.shadow(546, 420)
	p.rect(60, 226, 110, 14, 4, steel)
	p.path(iron, "M150 206h60l24-16v88l-24-16h-60z")
	p.path(p.dd, "M330 290h90l40 180H350q-20-80-20-180z")
	p.path(p.c, "M228 170h250q50 0 56 70q0 70-60 70H260q-32-10-32-60z")
	p.path(p.c, "M350 300h80l34 160h-90q-24-70-24-160z")
	p.rect(250, 196, 180, 20, 10, p.l)
	p.path(ink, "M330 300q-14 40 20 60v-60z")
	p.rect(330, 450, 190, 84, 18, ink)
	p.rect(346, 470, p.vary(1, 60, 120), 14, 7, amber)
	p.rect(490, 210, 44, 70, 10, slate)
}

func saw(p *pen) {
	p.shadow(480, 480)
	p.path(chrome, "M60 330L420 230v150L70 400z")
	for i := range 12 {
		p.path(steel, "M%v %vl26-2l-16 24z", 74+float64(i)*28, 398-float64(i)*1.6)
	}
	p.path(p.d, "M400 200h80q110 10 110 120t-100 130q-70-20-90-70z")
	p.path(p.c, "M400 196h76q100 10 100 114t-90 124q-66-20-86-64z")
	p.rect(446, 266, 74, 96, 34, p.dd)
	p.circle(430, 250, p.vary(1, 8, 14), amber)
	p.circle(430, 350, 11, amber)
}

func hammer(p *pen) {
	p.shadow(550, 300)
	p.turned(24, 320, 320, func() {
		p.rect(300, 160, 42, 390, 16, []string{oak, walnut}[p.one(1, 2)])
		p.rect(296, 370, 50, 184, 20, p.d)
		p.rect(296, 370, 40, 184, 18, p.c)
		for i := range 4 {
			p.rect(300, 400+float64(i)*34, 42, 8, 4, p.dd)
		}
		p.path(slate, "M210 120h150q60 0 90-60q20 60-20 120q-30 20-70 20H210z")
		p.rect(180, 110, 56, 96, 12, iron)
	})
}

func toolbox(p *pen) {
	p.shadow(530, 460)
	p.line(slate, 24, "M220 240q0-90 100-90t100 90")
	p.path(p.dd, "M130 230h380l50 90H80z")
	p.path(p.c, "M130 226h380l46 84H84z")
	p.rect(76, 306, 488, 214, 20, p.d)
	p.rect(76, 306, 470, 204, 20, p.c)
	p.rect(76, 306, 488, 22, 0, p.dd)
	p.both(func() { p.rect(150, 290, 56, 70, 10, steel) })
	p.rect(250, 390, 140, p.vary(1, 50, 80), 12, p.l)
}

func paint(p *pen) {
	p.shadow(540, 360)
	p.line(iron, 8, "M166 210q154-220 308 0")
	p.rect(156, 190, 328, 340, 20, chrome)
	p.rect(156, 250, 328, 210, 0, p.c)
	p.rect(420, 190, 64, 340, 20, "#0000001a")
	p.oval(320, 192, 164, 34, iron)
	p.oval(320, 190, 146, 26, p.d)
	p.path(p.c, "M220 200q0 90 26 90t26-50q0-20 22-20t20 30q0 110 26 110t26-150z")
	p.rect(250, 360, 140, 60, 8, paper)
	p.rect(270, 384, p.vary(1, 60, 100), 12, 6, steel)
}

func tyre(p *pen) {
	p.shadow(556, 380)
	p.circle(320, 320, 230, ink)
	for i := range 24 {
		p.turned(float64(i)*15, 320, 320, func() { p.rect(308, 88, 10, 34, 3, slate) })
	}
	p.ring(320, 320, 172, 5, slate)
	p.circle(320, 320, 142, p.c)
	spokes := 5 + p.one(1, 3)
	for i := range spokes {
		p.turned(float64(i)*360/float64(spokes), 320, 320, func() { p.path(p.dd, "M296 196q24-10 48 0l-14 84h-20z") })
	}
	p.circle(320, 320, 42, p.d)
	p.circle(320, 320, 22, p.ll)
}

func wateringcan(p *pen) {
	p.shadow(530, 440)
	p.line(p.dd, 26, "M420 290q130-60 120 60q-10 90-110 130")
	p.path(p.d, "M220 380L120 210l-26 14l100 230z")
	p.turned(-28, 100, 200, func() { p.rect(56, 186, 90, 34, 10, p.dd) })
	p.path(p.c, "M210 230h220l20 260q2 30-28 30H218q-30 0-28-30z")
	p.path(p.d, "M380 230h50l20 260q2 30-28 30h-50q26-20 24-60z")
	p.oval(320, 230, 112, 22, p.dd)
	p.line(p.dd, 18, "M230 220q0-%v 90-90t90 90", p.vary(1, 70, 100))
	p.rect(198, 400, 244, 14, 0, p.l)
}

func hose(p *pen) {
	p.shadow(530, 440)
	for i := range 4 {
		r := 190 - float64(i)*36
		p.ring(310, 320, r, 30, p.d)
		p.ring(308, 316, r, 24, p.c)
	}
	p.line(p.c, 26, "M310 506q140 20 220-40")
	p.turned(p.vary(1, -30, -10), 540, 460, func() { p.rect(510, 436, 60, 44, 8, amber); p.rect(560, 444, 40, 28, 8, slate) })
}

func grill(p *pen) {
	p.shadow(566, 360)
	p.line(slate, 18, "M220 400L160 560M420 400l60 160M320 420v110")
	p.circle(164, 540, 30, ink)
	p.circle(164, 540, 12, steel)
	p.path(p.d, "M120 310h400q-10 130-130 140H250q-120-10-130-140z")
	p.path(p.dd, "M120 310h400v20H120z")
	p.path(p.c, "M120 300q10-170 200-176q190 6 200 176z")
	p.path(p.l, "M150 280q20-110 120-130q-80 50-84 130z")
	p.rect(270, 90, 100, 26, 13, walnut)
	p.rect(294, 108, 52, 24, 4, iron)
	p.circle(420, 220, p.vary(1, 18, 26), chrome)
	p.rect(520, 300, 70, 16, 8, oak)
}

func parasol(p *pen) {
	p.shadow(566, 240)
	p.rect(312, 90, 16, 450, 0, oak)
	p.oval(320, 552, 86, 20, slate)
	p.path(p.c, "M60 300q20-210 260-216q240 6 260 216q-44-40-86 0q-44-40-87 0q-44-40-87 0q-44-40-87 0q-44-40-87 0q-42-40-86 0z")
	p.path(p.ll, "M320 84q-90 50-87 216q44-40 87 0zM320 84q170 40 174 216q-44-40-87 0q10-150-87-216z")
	if p.one(1, 2) == 0 {
		p.path(p.d, "M320 84q-200 30-260 216q44-40 86 0q10-130 174-216z")
	}
	p.circle(320, 80, 14, walnut)
}

func plant(p *pen) {
	p.shadow(550, 280)
	switch p.one(1, 3) {
	case 0:
		for i, a := range []float64{-62, -36, -12, 14, 40, 64} {
			p.turned(a, 320, 400, func() { p.path([]string{moss, leaf}[i%2], "M320 400q-66-130 0-%v q66 %v 0 %vz", 300.0, 170.0, 300.0) })
		}
	case 1:
		p.line(moss, 12, "M320 410V180M320 330L220 240M320 300l100-80")
		for i, at := range [][2]float64{{220, 220}, {420, 200}, {320, 150}, {260, 300}, {390, 300}} {
			p.oval(at[0], at[1], 70, 54, []string{leaf, moss, "#79ab72"}[i%3])
		}
	default:
		for i, a := range []float64{-30, -15, 0, 15, 30} {
			p.turned(a, 320, 420, func() { p.path([]string{leaf, moss}[i%2], "M300 420L312 130q8-30 16 0L340 420z") })
		}
	}
	p.path(p.d, "M210 396h220l-24 140q-4 14-18 14H252q-14 0-18-14z")
	p.path(p.c, "M210 396h190l-24 154H252q-14 0-18-14z")
	p.rect(196, 378, 248, 44, 12, p.dd)
	p.rect(196, 374, 248, 40, 12, p.c)
}

func planter(p *pen) {
	h := p.vary(1, 180, 260)
	y := 530 - h
	p.shadow(540, 400)
	p.path(p.d, "M160 %vh320l-40 %vH200z", y, h)
	p.path(p.c, "M160 %vh280l-36 %vH200z", y, h)
	p.rect(140, y-34, 360, 60, 16, p.dd)
	p.rect(140, y-38, 360, 54, 16, p.c)
	p.oval(320, y-36, 160, 18, "#5b4334")
	for i, a := range []float64{-26, 0, 26} {
		p.turned(a, 320, y-30, func() { p.path([]string{leaf, moss}[i%2], "M320 %vq-24-60 0-110q24 50 0 110z", y-30) })
	}
	p.rect(176, y+70, 280, 12, 0, p.l)
}

func seeds(p *pen) {
	p.shadow(550, 300)
	p.turned(p.vary(1, -7, 7), 320, 320, func() {
		p.rect(186, 96, 276, 440, 8, p.dd)
		p.rect(180, 92, 276, 438, 8, p.c)
		p.rect(180, 92, 276, 40, 8, p.d)
		p.rect(206, 160, 224, 240, 12, paper)
		bloom := []string{coral, amber, "#b58db6", "#e9d7a0"}[p.one(2, 4)]
		p.line(moss, 10, "M318 390V290")
		p.path(leaf, "M318 370q-60-4-64-50q56 4 64 50zM318 370q60-4 64-50q-56 4-64 50z")
		for i := range 6 {
			p.turned(float64(i)*60, 318, 250, func() { p.oval(318, 214, 22, 34, bloom) })
		}
		p.circle(318, 250, 20, "#7a5236")
		p.rect(226, 430, 184, 16, 8, p.on)
		p.rect(256, 466, 124, 10, 5, p.l)
	})
}

func trowel(p *pen) {
	p.shadow(556, 260)
	p.turned(p.vary(1, 16, 30), 320, 320, func() {
		p.rect(294, 60, 52, 190, 24, p.d)
		p.rect(294, 60, 42, 190, 22, p.c)
		p.circle(316, 88, 9, p.dd)
		p.rect(312, 240, 16, 100, 0, iron)
		p.path(chrome, "M262 330q58-30 116 0q20 140-58 230q-78-90-58-230z")
		p.path(steel, "M320 316q40 0 58 14q20 140-58 230z")
	})
}
